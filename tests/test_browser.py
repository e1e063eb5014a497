"""In a real browser: pages ask the network for nothing, and everybody can read them."""

import contextlib
import re
from pathlib import Path

import pytest

from kalstats.report.inputs import HERE

REPOSITORY = Path(__file__).parents[1]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
NAMES = [f"{path.stem}.html" for path in NOTEBOOKS]
MODES = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 800}, "color_scheme": "light"},
    "dark phone": {"viewport": {"width": 375, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 600}, "color_scheme": "light"},
    "wide": {"viewport": {"width": 2560, "height": 1300}, "color_scheme": "light"},
}


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def window(browser):
    """One window for all tests: to start another takes longer than most of them."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@contextlib.contextmanager
def opened(tab, page: Path, mode: str = "light"):
    """Open a page anew; yield its tab and the addresses it has asked for."""
    asked, told = [], []
    listeners = {"request": lambda request: asked.append(request.url)}
    listeners["console"] = lambda message: told.append(message.text)
    tab.set_viewport_size(MODES[mode]["viewport"])
    tab.emulate_media(media="screen", color_scheme=MODES[mode]["color_scheme"])
    for event, listener in listeners.items():
        tab.on(event, listener)
    tab.goto("about:blank")
    tab.goto(page.as_uri())
    yield tab, asked
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert not told, told


# The rule of contrast takes as long as all others. No colour of the sheet depends on the width, and
# no other rule on the scheme: a scheme needs that rule once, a width the others once.
CONTRAST, OTHERS = "{runOnly: ['color-contrast']}", "{rules: {'color-contrast': {enabled: false}}}"
RULES = {"light": "{}", "phone": OTHERS, "dark phone": CONTRAST}


def violations(tab, rules: str = "{}") -> list[str]:
    """Run rules of axe, all by default; only what it objects to is brought here."""
    run = f"""axe.run(document, {{resultTypes: ["violations"], ...{rules}}}).then(found =>
        found.violations.map(one => one.id + ": " + one.nodes[0].html.slice(0, 200)))"""
    return tab.evaluate(run)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_fits_its_window_and_can_be_read_by_all(window, axe, reports, name):
    """Opened once, then seen in every width and both schemes, folded and unfolded."""
    with opened(window, reports / name) as (tab, asked):
        for mode in MODES:
            look(tab, mode)
            sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert tab.evaluate(sideways) <= 0, mode
        assert asked == [(reports / name).as_uri()]
        alike = "document.querySelectorAll('tbody tr:nth-child(n + 20)')"  # one row is as another
        tab.evaluate(f"{alike}.forEach(row => row.remove())")
        tab.evaluate(axe)
        for mode, rules in RULES.items():
            look(tab, mode)
            assert violations(tab, rules) == [], mode


def look(tab, mode: str) -> None:
    """See a page in another width and scheme, unfolded in some."""
    tab.set_viewport_size(MODES[mode]["viewport"])
    tab.emulate_media(color_scheme=MODES[mode]["color_scheme"])
    unfolded = str(mode in {"light", "narrow"}).lower()
    tab.evaluate(f"document.querySelectorAll('details').forEach(one => one.open = {unfolded})")


def test_colours_depend_on_the_scheme_and_layout_on_the_width():
    """So that each rule is run where its answer can change."""
    sheet = (HERE / "templates" / "kalstats" / "page.css").read_text("utf-8")
    parts = dict(re.findall(r"@media \((\S+): [^{]*\{(.*?)\n\}", sheet, re.DOTALL))
    assert set(parts) == {"prefers-color-scheme", "max-width"}
    changed = parts["max-width"].replace("background: var(--paper)", "")  # that of the page
    assert not re.search("color|background|--", changed)
    assert re.fullmatch(r"\s*:root \{[\s\w#:;-]*\}", parts["prefers-color-scheme"])


def test_what_a_page_must_not_have_is_found(window, axe, reports, tmp_path):
    """The same check, of a page with a picture that nobody described and a pale word."""
    page = (reports / "index.html").read_text("utf-8")
    bad = '<img src="data:,"><p style="color: #ddd; background: #fff">pale</p><main'
    (tmp_path / "page.html").write_text(page.replace("<main", bad, 1), encoding="utf-8")
    with opened(window, tmp_path / "page.html") as (tab, _):
        tab.evaluate(axe)
        found = {told.partition(":")[0] for told in violations(tab)}
        assert {"image-alt", "color-contrast"} <= found


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_readable_on_paper(window, axe, reports, name):
    with opened(window, reports / name, "dark") as (tab, _):
        tab.emulate_media(media="print", color_scheme="light")
        tab.set_viewport_size({"width": 673, "height": 986})  # what A4 leaves between margins
        tab.evaluate(axe)
        assert violations(tab, CONTRAST) == []
        assert not tab.locator("details.code:visible").count()
        assert not tab.locator(".data a[download]:visible").count()
        assert tab.locator("h1:visible").count() == 1
        broken = """[...document.querySelectorAll('figure')].filter(
            one => getComputedStyle(one).breakInside != 'avoid' || one.offsetHeight > 986)"""
        assert tab.evaluate(f"{broken}.length") == 0, "a chart is cut or taller than a sheet"
        shown = tab.locator("figure.chart svg:visible").count()
        assert shown == tab.locator("figure.chart").count()
        told = "getComputedStyle(one.querySelector('summary'), '::after').content"
        seen = "one.querySelector('table, ul').checkVisibility({contentVisibilityAuto: true})"
        for table in tab.locator("details:not(.code)").all():
            long = "long" in (table.get_attribute("class") or "")
            assert table.evaluate(f"one => {seen}") is not long
            assert ("not printed" in table.evaluate(f"one => {told}")) is long


@pytest.mark.parametrize("name", NAMES)
def test_the_keyboard_is_enough(window, reports, name):
    """First the way to the text, then everything that can be opened or scrolled, in order."""
    with opened(window, reports / name) as (tab, _):
        focused = "document.activeElement"
        tab.keyboard.press("Tab")
        assert tab.evaluate(f"{focused}.getAttribute('href')") == "#main"
        assert tab.evaluate(f"{focused}.getBoundingClientRect().left") >= 0
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/*#main")
        if tab.locator("details").count():
            tab.locator("summary").first.focus()
            tab.keyboard.press("Enter")
            assert tab.locator("details").first.evaluate("one => one.open")
        reach = (
            "[...document.querySelectorAll('a, summary, .table')].every(one => one.tabIndex == 0)"
        )
        assert tab.evaluate(reach)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_moves_and_every_word_has_a_language(window, reports, name):
    with opened(window, reports / name) as (tab, _):
        tab.emulate_media(reduced_motion="reduce")
        assert tab.evaluate("document.documentElement.lang") == "en"
        assert tab.evaluate("document.getAnimations().length") == 0


def test_the_browser_itself_refuses_what_a_page_must_not_do(browser, reports, tmp_path):
    """Without its policy this page would load a picture and a style, and run a script."""
    page = (reports / "index.html").read_text("utf-8")
    hostile = """<script>document.title = "run"</script><img src="http://127.0.0.1:9/a.png">
<style>h1 { display: none }</style><iframe src="http://127.0.0.1:9/"></iframe>"""
    path = tmp_path / "page.html"
    path.write_text(page.replace("<main", f"{hostile}<main"), encoding="utf-8")
    context = browser.new_context()
    tab, answered = context.new_page(), []
    tab.on("requestfinished", lambda request: answered.append(request.url))
    told = []
    tab.on("console", lambda message: told.append(message.text))
    tab.goto(path.as_uri())
    assert tab.title() != "run"
    assert tab.locator("h1").is_visible()
    assert answered == [path.as_uri()]
    assert len([text for text in told if "Content Security Policy" in text]) >= 4
    context.close()


def test_a_page_is_seen_soon(window, reports):
    """Within 0.3 s on a machine at rest (benchmarks/report.py); here others may be at work."""
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    for name in NAMES:
        times = []
        while len(times) < 5 and min(times, default=1e9) > 300:
            with opened(window, reports / name) as (tab, _):
                while tab.evaluate(painted) is None:
                    tab.wait_for_timeout(20)
                times.append(tab.evaluate(painted))
        assert min(times) < 1000, name


def test_the_data_behind_a_chart_come_as_a_file_with_a_name(window, reports):
    names = [name for name in NAMES if "a download" in (reports / name).read_text("utf-8")]
    assert len(names) >= len(NOTEBOOKS) - 1  # the front page may have none
    for name in names:
        with opened(window, reports / name) as (tab, asked):
            with tab.expect_download() as download:
                tab.locator("a[download]").first.click()
            assert re.fullmatch(r"[\w-]+\.csv", download.value.suggested_filename)
            lines = Path(download.value.path()).read_text("utf-8").splitlines()
            assert len(lines) > 1
            assert lines[0].count(",") >= 1
            assert [address for address in asked if address.startswith("http")] == []
