"""People sign in, are told apart, are drawn as text, and sign out; the lead invites somebody new."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.journeys.team import HOSTILE_NAME, WORDS, Team

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_a_coder_signs_in_is_drawn_as_text_and_signs_out(team: Team):
    page = team.page_of("anna")
    expect(page.locator(".shell-who bdi")).to_have_text(HOSTILE_NAME)
    expect(page.locator(".shell nav")).not_to_contain_text("成员")
    assert page.evaluate("window.hacked") is None
    assert "session" not in page.evaluate("document.cookie"), "no script reads the session"
    page.locator("[data-shell=out]").click()
    page.wait_for_url("**/sign-in")
    page.goto(team.url + "audit")
    assert page.url.endswith("/sign-in?next=/audit")


def test_the_lead_adds_somebody_who_chooses_a_password_and_sees_no_page_of_the_leads(team: Team):
    lead = team.page_of("lead", language="en-US")
    lead.goto(team.url + "people")
    lead.get_by_label("Name").fill("Chen 😀 <b>")
    lead.get_by_label("Id", exact=True).fill("chen")
    lead.get_by_role("button", name="Add a person").click()
    row = lead.locator(".people-list tr").filter(has_text="chen")
    expect(row).to_contain_text("Chen 😀 <b>")
    row.get_by_role("button", name="Invitation").click()
    address = lead.locator(".people-link input").input_value()
    chen = team.browser.new_context(locale="en-US").new_page()
    chen.goto(address)
    chen.locator("#new").fill(WORDS)
    chen.locator("#again").fill(WORDS)
    chen.keyboard.press("Enter")
    expect(chen.locator(".shell-who bdi")).to_have_text("Chen 😀 <b>", timeout=60_000)
    chen.goto(team.url + "people")
    expect(chen.locator("[role=status].bad")).to_contain_text("this is for a lead", timeout=60_000)
    assert chen.locator(".people-list td").count() == 0


def test_a_forged_identity_is_refused(team: Team):
    asked = json.dumps({"session_hash": "x", "component_id": 1, "fn_name": "start", "data": {"coder": "lead"}}).encode()
    for headers in ({}, {"Cookie": "coder=lead; tricoder-session=lead"}, {"X-Forwarded-User": "lead"}):
        request = urllib.request.Request(
            team.url + "gradio_api/component_server", data=asked, headers={"Content-Type": "application/json"} | headers
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code == 401
