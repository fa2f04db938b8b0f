"""Frames as nobody should send them: any bytes, any JSON, and good frames with something wrong.

``frames`` makes strategies of hypothesis out of good frames; ``put`` sends one and says what came
of it. A value ``$name`` in a good frame stands for one that is known when it is sent.
"""

import json
from collections.abc import Sequence
from typing import Any

import orjson
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.sockets import Frame, Socket

Sent = str | bytes

# Found frames are told as they are: making them smaller would take longer than reading them.
fuzzing = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FRAMES_AT_ONCE = 25
# Lists for each of four tests: 10,000 frames together.
LISTS = 100

_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "\x00", "\ud83d", "-1", "2147483648", "$cid", "x" * 17_000]),
)
_values = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def frames(good: Sequence[Frame]) -> st.SearchStrategy[list[Sent]]:
    """Lists of ``FRAMES_AT_ONCE`` frames, a few of which are good."""
    written = st.sampled_from(good)
    fields = st.sampled_from(sorted({field for frame in good for field in frame}))
    one = st.one_of(
        st.binary(max_size=60),
        st.text(max_size=40),
        st.text(max_size=40),
        _leaves.map(_as_json),
        _values.map(_as_json),
        written.map(_as_json),
        st.builds(_changed, written, fields, _leaves),
        st.builds(_changed, written, fields, _values),
        st.builds(_without, written, fields),
        st.builds(_scratched, written, st.integers(0, 200), st.text(max_size=3)),
    )
    return st.lists(one, min_size=FRAMES_AT_ONCE, max_size=FRAMES_AT_ONCE)


def _as_json(value: Any) -> str:
    """As a browser writes it, which may hold what ``orjson`` refuses."""
    return json.dumps(value)


def _changed(frame: Frame, field: str, value: Any) -> str:
    return _as_json({**frame, field: value})


def _without(frame: Frame, field: str) -> str:
    return _as_json({name: value for name, value in frame.items() if name != field})


def _scratched(frame: Frame, at: int, noise: str) -> str:
    text = _as_json(frame)
    return text[:at] + noise + text[at + len(noise) :]


async def put(socket: Socket, frame: Sent, known: dict[str, str]) -> list[Frame]:
    """Send a frame and return what is answered to it. Raises ``Closed``.

    Frames are handled one after the other, so the answer to a ping ends the answers before it.
    """
    await socket.send(_filled(frame, known))
    await socket.send({"type": "ping"})
    answers: list[Frame] = []
    for _ in range(2 if kind_of(frame) == "ping" else 1):
        while (answer := await socket.receive(timeout=10))["type"] != "pong":
            answers.append(answer)
    return answers


def kind_of(frame: Sent) -> object:
    """The ``type`` that a reader finds in it; None in what is no object."""
    try:
        content = orjson.loads(frame)
    except ValueError:
        return None
    return content.get("type") if isinstance(content, dict) and isinstance(frame, str) else None


def _filled(frame: Sent, known: dict[str, str]) -> Sent:
    if isinstance(frame, str):
        for name, value in known.items():
            frame = frame.replace(f"${name}", value)
    return frame
