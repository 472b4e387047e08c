"""How a command ends that cannot go on: in one line, which says what is wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from chalicelib.errors import Explained


@contextmanager
def ending(command: str) -> Iterator[None]:
    """Ends the command of that name where AWS refuses, is not reached, a file cannot be
    read or written, or nobody is there to answer."""
    try:
        yield
    except (ValueError, Explained) as error:
        sys.exit(f"{command}: {error}")
    except EOFError:
        sys.exit(f"\n{command}: nobody is there to answer")
    except KeyboardInterrupt:
        sys.exit(f"\n{command}: stopped")
    except ClientError as error:
        answer = error.response["Error"]
        sys.exit(f"{command}: AWS refuses {error.operation_name}: {answer['Code']}: {answer['Message']}")
    except NoCredentialsError:
        keys = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        sys.exit(f"{command}: there are no AWS credentials: set AWS_PROFILE, or {keys}")
    except BotoCoreError as error:
        sys.exit(f"{command}: {error}")
    except OSError as error:
        # One of the network has no file.
        sys.exit(f"{command}: {error.filename}: {error.strerror}" if error.filename else f"{command}: {error}")
