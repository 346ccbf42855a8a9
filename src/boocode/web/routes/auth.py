"""Logging in and out, and who is logged in."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from boocode.web.identity import address_of
from boocode.web.origin import public_url, served_over_https
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import DeviceList, LoginCode, LoginInput, Me

router = area("auth", "/auth")


@router.post("/login", status_code=204)
async def login(body: LoginInput, request: Request, services: Use) -> Response:
    """Trade the access token or a one-time code for a cookie."""
    name = device_name(request.headers.get("user-agent", ""))
    cookie = await services.auth.login(token=body.token, code=body.code, address=address_of(request), device=name)
    response = Response(status_code=204)
    response.set_cookie(
        services.auth.cookie_name(request.scope),
        cookie,
        max_age=services.auth.cookie_seconds,
        path="/",
        secure=served_over_https(request.scope),
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/logout", status_code=204)
async def logout(request: Request, services: Use, caller: Caller) -> Response:
    """Forget this device: its cookie is worthless from now on and its sockets are closed."""
    if caller.device_id is not None:
        await services.auth.revoke(caller.device_id)
        services.sockets.close_device(caller.device_id)
    response = Response(status_code=204)
    response.delete_cookie(services.auth.cookie_name(request.scope), path="/", httponly=True, samesite="strict")
    return response


@router.get("/me")
async def me(caller: Caller) -> Me:
    return Me(via=caller.via, user=caller.user, device_id=caller.device_id)


@router.get("/devices")
async def devices(services: Use, caller: Caller) -> DeviceList:
    listed = await services.auth.devices()
    return DeviceList(
        devices=[device.model_copy(update={"current": device.id == caller.device_id}) for device in listed]
    )


@router.delete("/devices/{device_id}", status_code=204)
async def revoke_device(device_id: UUID, services: Use, caller: Caller) -> None:
    """Log a device out; its open sockets are closed."""
    await services.auth.revoke(device_id)
    services.sockets.close_device(device_id)


@router.post("/codes")
async def make_login_code(request: Request, services: Use, caller: Caller) -> LoginCode:
    """A code with which another device can log in: once, within ten minutes."""
    code, expires_at = await services.auth.make_code()
    return LoginCode(code=code, url=f"{public_url(request.scope)}/#login={code}", expires_at=expires_at)


def device_name(user_agent: str) -> str:
    """What a person calls this device: `Firefox on Linux`."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS",
        "CrOS": "ChromeOS", "Linux": "Linux",
    }  # fmt: skip
    browser = next((name for mark, name in browsers.items() if mark in user_agent), "")
    system = next((name for mark, name in systems.items() if mark in user_agent), "")
    if browser:
        return f"{browser} on {system or 'an unknown system'}"
    return user_agent.partition(" ")[0][:60] or "Unnamed device"
