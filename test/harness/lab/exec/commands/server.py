"""An HTTPS server of Python's own library.

Arguments: what it does with client certificates, and a revocation list to check them against.
"""

import os
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.environ["MTLS_LAB_CERT"], os.environ["MTLS_LAB_KEY"])
context.load_verify_locations(os.environ["MTLS_LAB_CA"])
if len(sys.argv) > 2 and sys.argv[2]:
    context.load_verify_locations(sys.argv[2])
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
context.verify_mode = getattr(ssl, sys.argv[1])
server = ThreadingHTTPServer(
    (os.environ["MTLS_LAB_HOST"], int(os.environ["MTLS_LAB_PORT"])), Hello
)
server.socket = context.wrap_socket(
    server.socket, server_side=True, do_handshake_on_connect=False
)
server.serve_forever()
