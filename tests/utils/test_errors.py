import pickle

import pytest

from utils.errors import UnexpectedError, UserError, unforeseen_as_user_error


def test_whatever_is_raised_becomes_a_user_error():
    with (
        pytest.raises(UnexpectedError, match="unexpected error: KeyError: 'x'") as caught,
        unforeseen_as_user_error(),
    ):
        raise KeyError("x")
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize("error", [UserError("known"), OSError("a disk"), KeyboardInterrupt()])
def test_what_is_foreseen_stays_as_it_is(error):
    with pytest.raises(type(error)) as caught, unforeseen_as_user_error(OSError):
        raise error
    assert caught.value is error


def test_the_traceback_is_noted(tmp_path):
    with pytest.raises(UnexpectedError) as caught, unforeseen_as_user_error():
        raise ValueError("why")
    text = caught.value.note(tmp_path / "errors.log", "clip7")
    assert text == "unexpected error: ValueError: why; traceback in errors.log"
    assert "clip7\nTraceback" in (tmp_path / "errors.log").read_text(encoding="utf-8")


def test_other_processes_get_the_message():
    sent = pickle.loads(pickle.dumps(UnexpectedError(KeyError("x"))))
    assert isinstance(sent, UserError)
    assert str(sent) == "unexpected error: KeyError: 'x'"
