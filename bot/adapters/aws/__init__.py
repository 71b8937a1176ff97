"""How is AWS asked? The only room that knows boto3."""
