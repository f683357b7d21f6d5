"""Security headers: one module, the same for every response."""

from __future__ import annotations

from flask import Flask, Response, request

#: No page has a script or a style of its own within it, so there is nothing that a nonce would have to let through.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def init_app(app: Flask, *, secure: bool) -> None:
    """Add the headers to every response. ``secure`` is True behind TLS, where HSTS has a meaning."""

    @app.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        # Not "no-referrer": Flask-WTF checks the referrer over HTTPS, and this one tells the host only.
        headers["Referrer-Policy"] = "strict-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
            headers["X-Robots-Tag"] = "noindex"
            response.vary.add("Cookie")
        return response
