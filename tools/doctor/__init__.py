"""Says of a stage what is right, what is wrong and what is not known now: `make doctor STAGE=prod`."""
