"""Talking to Kith, point by point. Below each stands what shows it; where no file is named, `test_talking_points.py`.

What has no command yet (a turn that is handed on by "sick", the names of meetings and needs) has no point here yet.

Rooms
- a command begins with the prefix, a pill or the name:
  app/test_talk_in_groups.py::test_a_command_is_the_prefix_or_kiths_name_and_its_words
  app/test_talk_in_groups.py::test_a_pill_needs_no_colon
- any other word behind the prefix is ignored, unless it is one edit away from a known one: then one short suggestion
  app/test_talk_in_groups.py::test_nothing_else_is_one
  app/test_talk_in_groups.py::test_one_edit_away_from_a_command_is_a_short_suggestion
  app/test_talk_in_groups.py::test_more_than_one_edit_away_is_ignored
- a reply is a notice, in the thread where the command stood:
  test_a_reply_in_a_room_is_a_notice_in_the_thread_of_its_command
- standing arrangements are for facilitators, everything else for anyone:
  test_standing_arrangements_are_for_facilitators
  test_everything_else_is_for_anyone
- a personal command gets one neutral mark, the same for all, and its answer in private:
  never/test_n19_facilitators_see_no_private_row.py::test_what_is_personal_and_typed_in_a_room_looks_the_same_whatever_it_is
  app/test_talk_in_groups.py::test_a_personal_command_gets_one_neutral_mark_and_its_answer_in_private
- words of consent are not carried out from a room, they are asked about in private:
  app/test_consent.py::test_in_a_room_it_gets_the_neutral_mark_and_a_question_in_private
- where no private chat can be opened: one fixed line, the same for every command
  test_where_no_chat_can_be_opened_the_room_reads_one_line_whatever_was_typed
- whoever types support in a room is told in private that others saw it:
  commands/test_small.py::test_whoever_types_support_in_a_room_is_told_that_others_saw_it

Private chats
- a prefix is accepted and not needed:
  app/test_talk_in_private.py::test_a_prefix_is_accepted_and_not_needed
- a chat is private for ever where it is direct and two are in it; two in a room that isn't direct are a group:
  app/test_rooms.py::test_a_private_chat_stays_private_whatever_the_room_says_later
  app/test_rooms.py::test_a_direct_invitation_into_a_room_of_several_is_a_group
  never/test_n09_private_stays_private.py::test_two_alone_in_a_room_that_is_not_direct_are_a_group
- a third person enters: Kith falls silent there and opens another
  never/test_n09_private_stays_private.py::test_kith_falls_silent_where_a_third_enters_and_goes_on_elsewhere
- the fixed lines: on joining, and once a burst for anything not understood, be it text, voice or a picture
  app/test_talk_in_private.py::test_a_new_chat_begins_with_the_fixed_line
  app/test_talk_in_private.py::test_a_burst_ends_after_ten_quiet_seconds
  app/test_talk_in_private.py::test_a_greeting_and_commands_are_no_part_of_a_burst
  test_a_burst_of_text_voice_and_pictures_is_answered_once
- curly quotes, long dashes, case and a final mark mean nothing; the last argument needs no quotes:
  test_it_is_read_as_people_type_it
- whole messages that mean a command:
  app/test_first_minute.py::test_it_is_answered_with_what_was_meant_or_leads_there
  app/test_first_minute_again.py::test_alone_with_kith_it_is_answered_with_what_was_meant
- a word one edit away is offered:
  app/test_talk_in_private.py::test_one_edit_away_is_offered
  app/test_talk_in_private.py::test_a_yes_to_what_was_offered_carries_it_out

Groups
- whoever shares several is asked which, numbered; the choice holds an hour and answers name it; `in <group>` switches:
  app/test_questions.py::test_a_command_about_a_group_asks_whoever_shares_several
  app/test_questions.py::test_the_choice_holds_for_an_hour
  app/test_questions.py::test_answers_name_the_group
  commands/test_in_group.py::test_it_switches_from_one_to_the_other
- zone, quiet hours, discretion and language belong to the person:
  test_what_is_a_persons_own_asks_for_no_group

Questions
- the number, the word, a variant, the reaction and a reply are its answer:
  test_a_question_is_answered_in_any_of_these_ways
  app/test_questions.py::test_the_mark_under_the_question_is_taken_as_the_answer
- with several that take it nothing is done, they are listed, and `2 yes` answers the second (N28):
  never/test_n28_a_bare_answer_to_several_questions.py::test_a_bare_answer_does_nothing_and_is_answered_with_a_numbered_list
  never/test_n28_a_bare_answer_to_several_questions.py::test_the_number_before_it_says_which
- a mark taken back is taken back; a yes that was acted upon stays:
  test_a_mark_taken_back_leaves_what_was_done_and_says_nothing

Help
- five lines that fit the place and the person; of every command syntax and an example; ping answers with its word:
  commands/test_help.py::test_help_in_a_room_is_five_lines_of_commands
  commands/test_help.py::test_help_in_private_begins_with_people_and_places
  commands/test_every_command.py::test_help_tells_its_syntax_and_its_example
  commands/test_small.py::test_ping_is_answered_with_the_word

Errors
- what was understood, what was not, and an example that works; nothing is half done:
  test_an_error_tells_what_was_understood_what_was_not_and_an_example_that_works
  app/test_failures.py::test_a_broken_handler_leaves_nothing_half_done
- a member is given as a pill, a whole ID or a name that one alone has:
  commands/test_facilitators.py::test_a_member_is_meant_by_pill_id_or_name
  commands/test_facilitators.py::test_a_name_that_two_have_asks_nobody
- an edited message counts if its original was refused within five minutes:
  app/test_talk_in_groups.py::test_an_edit_of_a_message_that_was_not_understood_is_taken
  app/test_talk_in_groups.py::test_an_edit_comes_too_late_after_five_minutes
  app/test_talk_in_groups.py::test_an_edit_of_what_was_done_is_not_done_again

Stop
- it ends all that is open and all that is sent unasked, and lists that; it works at any point, as do `resources` and
  `forget me`:
  commands/test_stop.py::test_one_word_ends_what_is_open_and_says_what_that_was
  commands/test_stop.py::test_it_works_in_the_middle_of_setting_up_and_is_no_text
  never/test_n18_resources_always_answer.py::test_an_open_question_does_not_take_it
  app/test_forgetting.py::test_it_works_in_the_middle_of_another_question_whose_choice_is_called_like_it

Invitations
- those that the operator allows, and direct ones of members from any server; others are declined with a reason:
  app/test_rooms.py::test_what_the_operator_allows_is_joined_through_the_inviters_server
  never/test_n25_members_can_open_a_chat.py::test_a_member_from_another_server_is_joined_and_greeted
  never/test_n25_members_can_open_a_chat.py::test_a_strangers_invitation_is_declined_with_a_reason
- what was written since the invitation is answered; a group is greeted once:
  app/test_talk_in_private.py::test_what_was_written_with_the_invitation_is_answered_after_it
  app/test_rooms.py::test_a_group_is_greeted_once_with_who_kith_is
- upgrades are followed; a kick stops everything of that room, and `resources` still answers:
  app/test_rooms.py::test_an_upgrade_is_followed_with_everything_that_is_the_groups
  app/test_rooms.py::test_a_kick_stops_everything_of_that_room
  never/test_n18_resources_always_answer.py::test_somebody_who_is_in_no_group_any_more_gets_the_operators_list

Facilitators
- by power, as creators, or asked and with a yes in private:
  commands/test_facilitators.py::test_power_in_the_room_makes_a_facilitator
  commands/test_facilitators.py::test_creators_of_newer_rooms_are_facilitators_whatever_that_is
  commands/test_facilitators.py::test_whoever_says_yes_in_private_is_one_and_the_room_hears_of_it
  commands/test_facilitators.py::test_whoever_steps_down_is_one_no_more_whatever_their_power
  commands/test_facilitators.py::test_a_second_one_is_asked_for_when_one_is_left
- every setting is shown to anybody, announced when it changes, and taken back for a day:
  commands/test_settings.py::test_anybody_reads_every_setting_with_its_value_and_meaning
  never/test_n19_facilitators_see_no_private_row.py::test_every_change_of_a_setting_is_announced_in_the_room
  commands/test_settings.py::test_a_change_can_be_taken_back_for_a_day
  commands/test_settings.py::test_a_change_can_be_taken_back_for_no_longer_than_a_day
- setup in private, every step skippable, the outcome in the room; the room check:
  commands/test_setup.py::test_it_walks_through_every_step_and_shows_all_of_it_before_it_is_posted
  commands/test_setup.py::test_what_is_kept_is_no_change_and_what_holds_already_is_not_asked
  commands/test_room_check.py::test_it_says_who_can_come_in_and_who_can_read
  commands/test_room_check.py::test_it_says_how_many_can_set_the_group_up
  commands/test_resources.py::test_room_check_says_how_old_the_list_is

Each person
- zone (a city or a clock too), quiet hours, discretion, language:
  commands/test_personal.py::test_a_zone_is_read_back_with_the_time_there
  commands/test_personal.py::test_whoever_set_nothing_is_quiet_at_night_in_their_groups_zone
  commands/test_personal.py::test_discreet_is_told_and_turned_on_and_off
  commands/test_personal.py::test_a_language_is_answered_in_at_once_and_everything_in_private_after_it
"""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
HERE = "app/test_talking_points.py"
SHOWN_BY = re.compile(r"^  (?:(?P<file>\S+\.py)::)?(?P<test>test_\w+)$", re.MULTILINE)


def test_every_point_is_shown_by_a_test_that_there_is() -> None:
    points = (__doc__ or "").split("\n- ")[1:]

    shown = [list(SHOWN_BY.finditer(point)) for point in points]
    missing = [
        found[0].strip()
        for each in shown
        for found in each
        if f"def {found['test']}(" not in (TESTS / (found["file"] or HERE)).read_text()
    ]

    assert missing == []
    assert all(shown)
    assert len(points) > 30


def test_every_test_of_the_points_stands_below_one() -> None:
    there = re.findall(r"^async def (test_\w+)", (TESTS / HERE).read_text(), re.MULTILINE)

    assert set(there) <= {found["test"] for found in SHOWN_BY.finditer(__doc__ or "")}
