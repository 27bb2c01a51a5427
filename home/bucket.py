"""Private files where uploads are kept in a bucket. Apart from home/storage.py, so that only those sites load boto3."""

from storages.backends.s3 import S3Storage

from home.storage import PrivateNames


class PrivateBucket(PrivateNames, S3Storage):
    """The bucket of the uploads, below `private/`: nothing there is public, and nothing is written over."""

    location = "private"
    default_acl = "private"
    file_overwrite = False
