"""At a prompt: the public names and nothing else, and help that says what there is."""

import subprocess
import sys
from importlib import import_module

import pytest
from jupyter_client.manager import KernelManager

import kalstats

MODULES = ["composition", "data", "demography", "evidence", "plots", "projection", "report"]
MODULES += ["study"]


@pytest.mark.parametrize("name", ["kalstats", *(f"kalstats.{module}" for module in MODULES)])
def test_a_module_lists_what_is_public_and_every_name_loads(name):
    module = import_module(name)
    assert dir(module) == sorted(module.__all__)
    for public in module.__all__:
        assert getattr(module, public) is not None, public


def test_every_module_that_is_public_can_be_found_from_the_top():
    assert set(MODULES) <= set(kalstats.__all__)
    with pytest.raises(AttributeError, match="module 'kalstats' has no attribute 'reading'"):
        _ = kalstats.reading


def test_importing_waits_for_nothing():
    code = "import sys, kalstats; dir(kalstats); print('pandas' in sys.modules, len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("False")


def test_help_names_all_there_is_in_twenty_lines():
    lines = kalstats.__doc__.strip().splitlines()
    assert len(lines) <= 20
    for name in set(kalstats.__all__) - {"__version__"}:
        assert name in kalstats.__doc__, name


@pytest.fixture(scope="module")
def kernel():
    """A kernel as JupyterLab starts it."""
    manager = KernelManager()
    manager.start_kernel(extra_arguments=["--HistoryManager.enabled=False"])
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    manager.cleanup_resources()


@pytest.mark.parametrize("name", ["kalstats", "evidence", "plots"])
def test_tab_shows_the_public_names_and_nothing_else(kernel, name):
    code = "import kalstats; from kalstats import evidence, plots"
    assert kernel.execute(code, reply=True, timeout=120)["content"]["status"] == "ok"
    found = kernel.complete(f"{name}.", reply=True, timeout=120)["content"]["matches"]
    module = kalstats if name == "kalstats" else getattr(kalstats, name)
    assert {match.rpartition(".")[2] for match in found} == set(module.__all__) - {"__version__"}
