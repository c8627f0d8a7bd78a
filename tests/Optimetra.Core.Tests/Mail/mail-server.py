"""Debian's SMTP server (python3-aiosmtpd) on a loopback port, which it prints once it listens. What arrives goes to a maildir, with
the envelope in the headers X-MailFrom and X-RcptTo. It runs until it is ended."""
import argparse
import asyncio
import ssl

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("maildir")
parser.add_argument("--port", type=int, default=0, help="0: whichever is free")
parser.add_argument("--certificate", help="a PEM file with certificate and key: nothing is taken without STARTTLS")
parser.add_argument("--user", help="nothing is taken from anybody else")
parser.add_argument("--password")
given = parser.parse_args()


class Server(SMTP):
    async def smtp_AUTH(self, arg):
        # Names of mechanisms have no letter case (RFC 4422, 3.1); this server knows them in capitals only.
        mechanism, _, rest = (arg or "").partition(" ")
        await super().smtp_AUTH(f"{mechanism.upper()} {rest}".strip())


def authenticate(server, session, envelope, mechanism, data):
    fits = (data.login, data.password) == (given.user.encode(), given.password.encode())
    return AuthResult(success=fits, handled=False)


options = {"hostname": "localhost"}
if given.certificate:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(given.certificate)
    options.update(tls_context=context, require_starttls=True)
if given.user:
    options.update(authenticator=authenticate, auth_required=True)


async def main():
    mailbox = Mailbox(given.maildir)
    server = await asyncio.get_running_loop().create_server(lambda: Server(mailbox, **options), "127.0.0.1", given.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
