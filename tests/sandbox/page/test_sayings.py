"""What people do with words: completing, changing and deleting them, and reacting to them."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from sandbox.workspaces import Workspace


def test_a_half_typed_word_becomes_a_person_a_channel_or_an_emoji(
    page: Page, articles: Locator
) -> None:
    box = page.get_by_role("textbox", name="Message #noticeboard")
    box.press_sequentially("Hello @tom")
    expect(page.get_by_role("option", name="@Tom Whitaker")).to_be_visible()
    page.keyboard.press("Enter")
    box.press_sequentially("in #hall")
    page.keyboard.press("Tab")
    box.press_sequentially(":tad")
    page.get_by_role("option", name=":tada:").click()
    expect(box).to_have_value("Hello @tom in #hallway :tada: ")
    box.press_sequentially("@com")
    expect(page.get_by_role("option", name="@Commons")).to_be_visible()
    page.keyboard.press("Escape")
    box.press_sequentially("@no")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    box.fill("Hello @tom :tada:")
    page.keyboard.press("Enter")

    expect(articles).to_contain_text(["@Tom Whitaker 🎉"])


def test_one_changes_reacts_to_and_deletes_what_one_said(
    page: Page, articles: Locator, alone: Workspace
) -> None:
    box = page.get_by_role("textbox", name="Message #noticeboard")
    box.fill("Helo")
    page.keyboard.press("Enter")
    article = articles.first
    article.get_by_role("button", name="Edit message").focus()
    page.keyboard.press("Enter")
    writing = article.get_by_role("textbox", name="Edit message")
    expect(writing).to_be_focused()
    writing.fill("Hello there")
    page.keyboard.press("Enter")
    expect(article).to_contain_text("Hello there")
    expect(article).to_contain_text("(edited)")
    expect(article).to_be_focused()

    article.get_by_role("button", name="React").click()
    expect(page.get_by_role("searchbox", name="Find an emoji")).to_be_focused()
    page.keyboard.type("eyes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Find an emoji")).to_be_hidden()
    mine = article.get_by_role("button", name="eyes, 1: Amina Okello")
    expect(mine).to_have_attribute("aria-pressed", "true")
    mine.click()
    expect(mine).to_have_count(0)

    alone.person("tom").types("Not yours", "noticeboard")
    expect(articles).to_have_count(2)
    expect(articles.nth(1).get_by_role("button", name="Edit message")).to_have_count(0)
    article.get_by_role("button", name="Delete message").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(articles).to_have_count(1)


def test_channels_are_joined_and_left_and_people_have_a_card(page: Page, alone: Workspace) -> None:
    alone.person("amina").leaves("hallway")
    page.get_by_role("button", name="Browse channels").click()
    page.get_by_role("button", name="Join #hallway").click()
    expect(page.get_by_role("heading", name="#hallway")).to_be_visible()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="#noticeboard")).to_be_visible()

    alone.person("tom").types("Here I am", "noticeboard")
    page.get_by_role("button", name="Tom Whitaker", exact=True).click()
    expect(page.get_by_text("local time")).to_be_visible()
    page.get_by_role("link", name="Act as Tom Whitaker").click()
    expect(page.get_by_role("button", name="Acting as Tom Whitaker")).to_be_visible()


def test_files_go_with_a_message_and_a_reply_stands_in_the_channel_too(
    page: Page, articles: Locator, alone: Workspace
) -> None:
    plan: FilePayload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Plan"}
    box = page.get_by_role("textbox", name="Message #noticeboard")
    page.get_by_text("Attach files").click()
    page.get_by_label("Files to attach").set_input_files(plan)
    page.get_by_role("button", name="Remove plan.txt").wait_for()
    box.press("Enter")  # without a word, as in Slack
    expect(articles.first.get_by_role("link", name="plan.txt")).to_be_visible()
    expect(page.get_by_role("button", name="Remove plan.txt")).to_have_count(0)

    articles.first.hover()
    articles.first.get_by_role("button", name="Reply").click()
    answer = page.get_by_role("textbox", name="Reply")
    page.get_by_role("checkbox", name="Also send to the channel").check()
    answer.fill("For everybody")
    answer.press("Enter")

    expect(articles).to_have_count(2)
    expect(articles.nth(1)).to_contain_text("For everybody")
    [shared, _] = alone.posts.everything()
    assert [each["name"] for each in shared.files] == ["plan.txt"]


def test_the_choice_of_emoji_stands_inside_a_narrow_window(
    page: Page, articles: Locator, alone: Workspace
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    alone.person("tom").types("Hello", "noticeboard")
    articles.first.get_by_role("button", name="React").click()
    search = page.get_by_role("searchbox", name="Find an emoji")
    expect(search).to_be_in_viewport(ratio=1)
    search.fill("face")
    expect(page.get_by_role("button", name=re.compile("face")).last).to_be_in_viewport(ratio=1)
