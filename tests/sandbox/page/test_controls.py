"""The drawer of the workspace: its time, its plan, its people, and faults at will."""

import re

from playwright.sync_api import Page, expect

from sandbox.faults import Fault
from sandbox.workspaces import Workspace


def test_the_workspace_is_set_from_its_drawer(page: Page, alone: Workspace) -> None:
    page.get_by_role("button", name=re.compile("^Workspace")).click()
    drawer = page.get_by_role("region", name="Workspace", exact=True)

    drawer.get_by_role("button", name="+1 day").click()
    expect(drawer).to_contain_text("1 day ahead of real time.")

    drawer.get_by_text("Tom Whitaker").click()
    drawer.get_by_label("Standing of Tom Whitaker").select_option(label="Guest of one channel")
    expect(drawer.get_by_text("Tom Whitaker guest")).to_be_visible()
    drawer.get_by_label("Time zone of Tom Whitaker").select_option(label="Not known to Slack")
    expect(drawer.get_by_text("guest, no time zone")).to_be_visible()
    assert (alone.user("tom").guest, alone.user("tom").zone) == ("single", "")

    drawer.get_by_label("Plan").select_option(label="Free")
    expect(drawer).to_contain_text("hidden after 90 days")
    assert alone.forgets_after == 90 * 86400

    drawer.get_by_label("Standing of Tom Whitaker").select_option(label="Guest of some channels")
    expect(page.get_by_role("alert")).to_contain_text("paid plan")
    expect(drawer.get_by_label("Standing of Tom Whitaker")).to_have_value("single")
    # It is said beside the drawer, not over its clock.
    said, drawn = page.get_by_role("alert").bounding_box(), drawer.bounding_box()
    assert said
    assert drawn
    assert said["x"] + said["width"] <= drawn["x"]
    drawer.get_by_label("Standing of Tom Whitaker").select_option(label="Guest of some channels")
    expect(page.get_by_role("alert")).to_contain_text("(2 times)")
    page.get_by_role("button", name="Dismiss note").click()
    expect(page.get_by_role("alert")).to_have_count(0)

    drawer.get_by_label("Where").select_option("chat.update")
    drawer.get_by_label("Retry-After, in seconds").fill("30")
    drawer.get_by_label("Times").fill("2")
    drawer.get_by_role("button", name="Make it stumble").click()
    waiting = drawer.get_by_role("list", name="Faults that wait").get_by_role("listitem")
    expect(waiting).to_have_count(2)
    waiting.first.get_by_role("button").click()
    expect(waiting).to_have_count(1)
    assert alone.faults.list() == [("chat.update", Fault.rate_limited(30))]

    drawer.get_by_role("button", name="Cut").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is connected by Socket Mode.")
    drawer.get_by_role("button", name="Close workspace").click()
    expect(page.get_by_role("button", name=re.compile("^Workspace"))).to_be_focused()


def test_the_clock_jumps_to_a_moment_in_the_zone_of_who_acts(page: Page, alone: Workspace) -> None:
    alone.user("amina").zone = "Asia/Tokyo"
    page.reload()
    page.get_by_role("button", name=re.compile("^Workspace")).click()
    drawer = page.get_by_role("region", name="Workspace", exact=True)
    year = alone.clock.now() // (365.25 * 86400) + 1971
    drawer.get_by_label("Jump to").fill(f"{year:.0f}-03-01T09:30")
    drawer.get_by_role("button", name="Jump", exact=True).click()

    expect(drawer).to_contain_text("1 March")
    expect(drawer).to_contain_text("09:30")
