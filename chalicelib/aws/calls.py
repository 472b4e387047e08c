"""What a call to AWS may come to."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.use_cases.failures import Unavailable


@contextmanager
def calling(place: str) -> Iterator[None]:
    """Raises Unavailable for an error of AWS's or of the way to it. It tells the kind and the request, never the words,
    which may quote what was sent."""
    try:
        yield
    except ClientError as error:
        request_id = error.response.get("ResponseMetadata", {}).get("RequestId", "")
        raise Unavailable(place, error.response["Error"]["Code"], request_id) from error
    except BotoCoreError as error:
        raise Unavailable(place, type(error).__name__) from error
