"""Group robots (群机器人) of 企业微信, 钉钉 and 飞书: one message to each, signed as each asks, its answer believed.

An address is a secret: whoever has it can write to the group. Addresses and secrets come from the environment alone
(a command line is seen by every user of a machine), and nothing here prints them. The hosts are the operator's choice, so
the crawl's rules on addresses do not apply: https is asked for instead, and no redirect is followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from ipaddress import ip_address
from typing import IO, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, quote_plus, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from archive.digest import Line, markdown, rich_text
from archive.publishing import printable

NAMES = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
SIGNED = ("dingtalk", "feishu")

# Bytes: of a 企业微信 message's `markdown.content` (developer.work.weixin.qq.com/document/path/91770), of the whole body
# for 飞书 (20 KB; open.feishu.cn, 自定义机器人使用指南) and 钉钉, which is held to the same.
_LIMITS = {"wecom": 4096, "dingtalk": 20_000, "feishu": 20_000}
_MOST = 10  # items of each kind
_TIMEOUT = 10  # seconds
_LONGEST_ANSWER = 64 * 1024

# A message, given how many items of each kind it may have.
Message = Callable[[int], list[Line]]


class DeliveryError(Exception):
    """A robot that was not reached or did not take the message; one line, without its address."""


@dataclass(frozen=True)
class Channel:
    """A robot: which service's (wecom, dingtalk, feishu), its address, and its secret where it wants a signature."""

    name: str
    url: str = field(repr=False)
    secret: str | None = field(repr=False, default=None)


def channels(environment: Mapping[str, str]) -> list[Channel]:
    """The robots an environment names: GONGKAI_WECOM_URL, GONGKAI_DINGTALK_URL and _SECRET, GONGKAI_FEISHU_URL and _SECRET.

    Raises ValueError for an address that is none, or that would go over the network unencrypted.

    >>> [each.name for each in channels({"GONGKAI_FEISHU_URL": "https://open.feishu.cn/open-apis/bot/v2/hook/x"})]
    ['feishu']
    """
    found = []
    for name in NAMES:
        variable = f"GONGKAI_{name.upper()}_URL"
        url = environment.get(variable, "").strip()
        if not url:
            continue
        if not _is_safe(url):
            raise ValueError(
                f"{variable}: no https address; copy the robot's whole address from the group's settings"
            )
        secret = environment.get(f"GONGKAI_{name.upper()}_SECRET", "").strip() if name in SIGNED else ""
        found.append(Channel(name, url, secret or None))
    return found


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme == "http":  # a relay on this very machine
            return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def send(channel: Channel, head: str, message: Message) -> None:
    """Post a message with as many items as the service takes. Raises DeliveryError unless it says that it took it."""
    now = time.time()
    answer = _post(channel, _signed_url(channel, now), _body(channel, head, message, now))
    code = answer.get("errcode", answer.get("code"))
    if code != 0:
        said = answer.get("errmsg", answer.get("msg", ""))
        raise DeliveryError(_clean(channel, f"it answered {code} {said}"))


def _body(channel: Channel, head: str, message: Message, now: float) -> bytes:
    for most in range(_MOST, -1, -1):
        lines = message(most)
        payload = _payload(channel, head, lines, now)
        body = json.dumps(payload, ensure_ascii=False).encode()
        size = len(payload["markdown"]["content"].encode()) if channel.name == "wecom" else len(body)
        if size <= _LIMITS[channel.name]:
            return body
    raise DeliveryError("the message is too long even without its items")


def _payload(channel: Channel, head: str, lines: list[Line], now: float) -> dict[str, Any]:
    if channel.name == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": markdown(head, lines)}}
    if channel.name == "dingtalk":
        return {"msgtype": "markdown", "markdown": {"title": head, "text": markdown(head, lines)}}
    payload = {"msg_type": "post", "content": {"post": rich_text(head, lines)}}
    if channel.secret is None:
        return payload
    # Seconds; the text to sign is the key, and what is signed is empty.
    timestamp = str(int(now))
    digest = hmac.new(f"{timestamp}\n{channel.secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode(), **payload}


def _signed_url(channel: Channel, now: float) -> str:
    if channel.name != "dingtalk" or channel.secret is None:
        return channel.url
    # Milliseconds; the secret is the key here (加签).
    timestamp = str(int(now * 1000))
    digest = hmac.new(
        channel.secret.encode(), f"{timestamp}\n{channel.secret}".encode(), hashlib.sha256
    ).digest()
    joint = "&" if urlsplit(channel.url).query else "?"
    return f"{channel.url}{joint}timestamp={timestamp}&sign={quote_plus(base64.b64encode(digest))}"


class _NoRedirect(HTTPRedirectHandler):
    """A robot's address redirects nowhere: what is posted there is for nobody else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> NoReturn:
        raise DeliveryError(f"HTTP {code}: it redirects, which no robot does; check its address")


def _post(channel: Channel, url: str, body: bytes) -> dict[str, Any]:
    request = Request(url, body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 - checked in channels()
    try:
        with build_opener(_NoRedirect).open(request, timeout=_TIMEOUT) as response:
            answer = json.loads(response.read(_LONGEST_ANSWER))
    except HTTPError as error:
        raise DeliveryError(f"HTTP {error.code}") from None
    except URLError as error:
        raise DeliveryError(_clean(channel, f"cannot be reached: {error.reason}")) from None
    except (OSError, HTTPException) as error:
        raise DeliveryError(_clean(channel, f"the connection failed: {error!r}")) from None
    except ValueError:
        raise DeliveryError("it answered something else than a robot does; check its address") from None
    if not isinstance(answer, dict):
        raise DeliveryError("it answered something else than a robot does; check its address")
    return answer


def _clean(channel: Channel, text: str) -> str:
    """What a service said, in one short line without what is secret: the address, its key, what signs."""
    parts = urlsplit(channel.url)
    keys = [value for _, value in parse_qsl(parts.query)]
    for secret in (
        channel.url,
        parts.query,
        parts.path,
        parts.path.rpartition("/")[2],
        channel.secret,
        *keys,
    ):
        if secret and len(secret) > 1:
            text = text.replace(secret, "***")
    return printable(text)[:200]
