"""A headless Chromium, spoken to over two pipes: no driver, no port.

The protocol: https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HIGH = 20  # descriptors from here on, so that ours are not those that Chromium wants, 3 and 4
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)
KEYS = {"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "f": 70, " ": 32, "Enter": 13, "Tab": 9}


class ChromiumError(Exception):
    """The browser is missing, is silent, or refuses."""


def chromium() -> str:
    """Where it is; "" when it is nowhere."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


class Chromium:
    """A context: one browser with one page. `faults` is what its console, its network and its policies complained of."""

    def __init__(self, home: Path, width: int = 1280, height: int = 900) -> None:
        self._home, self._size = home, (width, height)
        self._number, self._session, self._rest = 0, "", b""
        self.faults: list[str] = []
        self.asked: list[str] = []  # every address that the page asked for

    def __enter__(self) -> "Chromium":
        (to_read, self._to), (self._from, to_write) = os.pipe(), os.pipe()
        ours = [fcntl.fcntl(end, fcntl.F_DUPFD, HIGH) for end in (to_read, to_write)]

        def arrange() -> None:
            os.dup2(ours[0], 3)
            os.dup2(ours[1], 4)

        command = [chromium(), *FLAGS, f"--user-data-dir={self._home}", "about:blank"]
        self._process = subprocess.Popen(
            command, preexec_fn=arrange, pass_fds=(3, 4), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for end in (to_read, to_write, *ours):
            os.close(end)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
        self.resize(*self._size)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._to)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)

    def call(self, method: str, **parameters: Any) -> Any:
        """One command of the protocol, and its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            came = self._receive(30.0)
            if came.get("id") == self._number:
                if "error" in came:
                    raise ChromiumError(f"{method}: {came['error']['message']}")
                return came["result"]
            self._note(came)

    def _receive(self, timeout_s: float) -> dict[str, Any]:
        until = time.monotonic() + timeout_s
        while b"\0" not in self._rest:
            if not select.select([self._from], [], [], max(0.0, until - time.monotonic()))[0]:
                raise ChromiumError(f"nothing came from Chromium in {timeout_s:g} s")
            if not (data := os.read(self._from, 1 << 20)):
                raise ChromiumError("Chromium ended")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def _note(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.faults.append(json.dumps(told["exceptionDetails"])[:600])
        elif event.get("method") == "Runtime.consoleAPICalled":
            self.faults.append(f"console.{told['type']}: {json.dumps(told['args'])[:600]}")
        elif event.get("method") == "Log.entryAdded":
            self.faults.append(f"{told['entry']['source']}: {told['entry']['text']}")
        elif event.get("method") == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])

    def open(self, address: str) -> None:
        """Goes to a page and waits until it and its scripts are there."""
        self.call("Page.navigate", url="about:blank")  # so that a change of the fragment alone is a new page too
        self.call("Page.navigate", url=address)
        self.wait(f"location.href.startsWith({json.dumps(address.partition('#')[0])}) && document.readyState === 'complete'")

    def get(self, expression: str) -> Any:
        """What an expression is in the page; promises are awaited."""
        came = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in came:
            raise ChromiumError(f"{expression}: {came['exceptionDetails']}")
        return came["result"].get("value")

    def wait(self, expression: str, timeout_s: float = 20.0) -> None:
        """Until an expression is true."""
        until = time.monotonic() + timeout_s
        while not self.get(expression):
            if time.monotonic() > until:
                raise ChromiumError(f"{expression} was not true within {timeout_s:g} s")
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        """A real click in the middle of an element."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.get(f"{element}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        at = self.get(f"(r => [r.x + r.width / 2, r.y + r.height / 2])({element}.getBoundingClientRect())")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def press(self, key: str) -> None:
        """A key."""
        code = {"windowsVirtualKeyCode": KEYS[key], "key": key, "code": "KeyF" if key == "f" else "Space" if key == " " else key}
        self.call("Input.dispatchKeyEvent", type="rawKeyDown", **code)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def resize(self, width: int, height: int, scale: float = 1.0) -> None:
        """The window."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)

    def prefer(self, scheme: str) -> None:
        """light or dark."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path: Path, whole: bool = False) -> None:
        """Writes what is seen, or the whole page, as a PNG."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))
