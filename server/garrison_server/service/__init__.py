"""The server's face on the wire: the only room here that knows gRPC."""
