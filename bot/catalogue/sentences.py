"""What is said of each fault of the configuration? The msgids; translations stand in the message catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # Folders and files
        "folder_missing": "This folder does not exist.",
        "file_missing": "This file does not exist.",
        "no_services": "This folder holds no service; add one file for each, such as liveness.yaml.",
        "wrong_ending": "The name must end in .yaml; as it is, the file would be overlooked.",
        "unreadable": "The file can't be read: %(reason)s.",
        "file_too_large": "The file is larger than %(limit)s KiB.",
        "not_utf8": "The file is not in UTF-8: the byte %(byte)s doesn't belong there.",
        "control_character": "The invisible character %(code)s can't stand in a YAML file; delete it.",
        "empty_file": "The file is empty.",
        # YAML
        "not_yaml": "This is not YAML: %(problem)s.",
        "star_without_quotes": 'A text that begins with * must stand in quotes: "*".',
        "at_without_quotes": 'A text that begins with @ must stand in quotes: "@name".',
        "several_documents": "A second document begins here (---); a file holds one.",
        "tag": "YAML tags such as %(tag)s are not understood here; write the plain value.",
        "too_deep": "This lies more than %(limit)s levels deep, or an anchor holds itself.",
        "too_many_values": "With its anchors unfolded, the file has more than %(limit)s values.",
        "key_not_text": "A key must be a plain text.",
        "written_twice": "%(name)s stands twice; it is also on line %(first)s.",
        "left_blank": (
            'Nothing stands after "%(name)s:". Fill it in or delete the line; a text that begins with # needs quotes.'
        ),
        "left_blank_item": "Nothing stands after the dash. A text that begins with # needs quotes.",
        # Keys and types
        "missing_key": "%(name)s is missing.",
        "unknown_key": "%(name)s is not known here.",
        "unknown_key_nearest": "%(name)s is not known here. Did you mean %(nearest)s?",
        "not_mapping": "Keys with values are expected here, not %(found)s.",
        "not_list": "A list is expected here, not %(found)s; write [one, two], or a dash before each.",
        "not_text": "A text is expected here, not %(found)s; put it in quotes if it is one.",
        "not_number": "A number is expected here, not %(found)s.",
        "not_whole_number": "A whole number is expected here, not %(found)s.",
        "not_finite": "A finite number is expected here, not %(found)s.",
        "foreign_digits": "%(found)s holds digits other than 0 to 9; type them with the input method off.",
        "not_true_or_false": "true or false is expected here, not %(found)s.",
        "not_one_of": "%(found)s is not one of: %(allowed)s.",
        "not_one_of_nearest": "%(found)s is not one of: %(allowed)s. Did you mean %(nearest)s?",
        "too_small": "%(found)s is too small; at least %(limit)s is needed.",
        "too_great": "%(found)s is too great; at most %(limit)s is allowed.",
        "empty_list": "At least one entry is needed.",
        "blank_text": "The text is blank.",
        "text_too_long": "The text has %(length)s characters; at most %(limit)s are allowed.",
        "untidy_text": "%(found)s begins or ends with a space, or holds a line break.",
        "too_small_or_equal": "%(found)s is too small; more than %(limit)s is needed.",
        "invalid": "%(found)s can't be used here.",
        # Kinds of text
        "bad_name": "%(found)s can't be a name here: small letters a to z, digits, - and _, beginning with a letter.",
        "bad_aws_name": "%(found)s can't be the name of such a thing in AWS.",
        "bad_command": "%(found)s can't be a slash command: / and then small letters, digits, - and _.",
        "command_without_slash": "%(found)s does not begin with /.",
        "command_too_long": "%(found)s has %(length)s characters; Slack allows 32 for a command, the / included.",
        "channel_with_hash": "Leave out the #: %(nearest)s.",
        "channel_with_capitals": "Slack's channels are written small: %(nearest)s.",
        "bad_channel": "%(found)s can't be a channel in Slack: letters, digits, - and _, at most 80.",
        "bad_slack_contact": (
            '%(found)s is no way to reach somebody in Slack: write "#channel", "@handle" or an id (U… or S…).'
        ),
        "bad_region": "%(found)s is not the name of an AWS region, such as us-east-1.",
        "bad_role_arn": "%(found)s is not the ARN of a role, such as arn:aws:iam::123456789012:role/liveness-bot-act.",
        "bad_right": (
            '%(found)s is nobody we could find: write a Slack id (U… or S…), a handle, an e-mail address or "*".'
        ),
        "bad_email": "%(found)s is not an e-mail address.",
        "bad_url": "This is not an address that begins with https:// or http://.",
        "bad_percentile": "%(found)s is not a percentile, such as p95 or p99.9.",
        "unknown_timezone": "%(found)s is not a time zone, such as Asia/Tokyo.",
        "unknown_timezone_nearest": "%(found)s is not a time zone. Did you mean %(nearest)s?",
        "bad_sign": "%(found)s is no sign of a step; write step.sign, such as rates.success_rate_broken.",
        "bad_clock": "%(found)s is not a time of day, such as 22:00.",
        "bad_label": "%(found)s can't be the name of a label in Prometheus: letters, digits and _.",
        "our_label": "We set the label %(found)s ourselves; leave it out.",
        "unknown_placeholder": (
            "%(found)s stands for nothing here; only {function} does, in a figure with for_each or in a runbook."
        ),
        # Durations
        "bad_duration": "%(found)s is not a duration, such as 30m, 1h or 2h30m.",
        "duration_without_unit": "%(found)s of what? Write the unit too: %(found)sm, %(found)sh.",
        "negative_duration": "%(found)s is negative; a duration can't be.",
        "zero_duration": "Nothing can be done in no time; a duration longer than 0 is needed.",
        "uneven_period": "CloudWatch adds up whole minutes; %(found)s is none.",
        # Cron lines
        "cron_fields": "A cron line has five fields (minute, hour, day, month, weekday); this one has %(count)s.",
        "cron_question_mark": "? is not understood here; write * for any.",
        "cron_weekday_number": (
            "Weekdays are written by name (mon, tue, …), because %(found)s is one day to some programs and "
            "another to ours."
        ),
        "cron_bad_value": (
            "%(found)s can't stand in field %(position)s of a cron line (minute, hour, day, month, weekday)."
        ),
        "cron_out_of_range": (
            "%(found)s is not from %(least)s to %(most)s, as field %(position)s of a cron line must be."
        ),
        "cron_backwards": "The range %(found)s runs backwards.",
        "cron_bad_step": (
            "The step in %(found)s must be a number that fits into a range of numbers; list names one by one."
        ),
        "cron_day_and_weekday": (
            "A day of the month and a weekday together mean either to some programs and both to others; give "
            "one and * for the other."
        ),
        "cron_never": "No month has such a day, so this would never run.",
        # Ranges and figures
        "empty_range": "The range has no bounds; give more_than, at_least, less_than or at_most.",
        "two_lower_bounds": "more_than and at_least say the same twice; give one.",
        "two_upper_bounds": "less_than and at_most say the same twice; give one.",
        "contradictory_range": "No number is %(lower)s and %(upper)s.",
        "alarm_covers_normal": "Every value in the normal range would raise the alarm.",
        "no_formula": "How is it computed? Give one of: %(allowed)s.",
        "two_formulas": "%(found)s can't both be; a figure is computed one way.",
        "ratio_not_percent": "A ratio is computed in percent; unit must be percent, not %(found)s.",
        "limits_without_for_each": "limits are given per function, in a figure with for_each: functions.",
        "nothing_to_repeat": "for_each: functions, but the service has no functions.",
        "metric_per_function": "%(name)s is a metric of one function; the figure needs for_each: functions.",
        # Runbooks
        "no_step_kind": "What is looked at? Give one of: %(allowed)s.",
        "two_step_kinds": "%(found)s can't both be; a step looks at one thing.",
        "nothing_to_look_at": "Whose changes? Give functions, resources or both.",
        "sign_on_both_sides": "%(found)s can't speak for and against the same cause.",
        "unknown_sign": "The step %(step)s never shows %(name)s.",
        "unknown_sign_nearest": "The step %(step)s never shows %(name)s. Did you mean %(nearest)s?",
        "not_a_total": "%(name)s is not the total of a metric, and only counted calls can be compared with a quota.",
        "alarm_without_function": "The runbook %(name)s looks at {function}; say which function this alarm is about.",
        "alarm_without_history": "The runbook %(name)s looks at the history in CloudWatch, where this alarm has none.",
        "function_without_alarm": "No alarm points at this runbook, so {function} stands for nothing in it.",
        "history_without_alarm": "No alarm points at this runbook, so there is no history to look at.",
        # Actions
        "no_action_kind": "What is done? Give one of: %(allowed)s.",
        "two_action_kinds": "%(found)s can't both be; an action does one thing.",
        "watch_of_nothing": "What is watched? Give figure, alarm or both.",
        "reminder_of_nothing": "remind_every says anew which protection is gone; say so in weakens.",
        # Alarms, escalation, cost
        "quiet_all_day": "from and until are the same time, so it would be quiet always or never.",
        "notification_with_deadline": "Nobody is expected to respond to a notification; leave respond_within out.",
        "no_deadline": "Within what time must somebody respond? Add respond_within, or make it a notification.",
        "alarm_outside_prefixes": "%(name)s begins with none of alarm_prefixes, so it would not be looked at.",
        "level_out_of_order": "Level %(expected)s is expected here, not %(found)s.",
        "escalation_not_ascending": "Level %(level)s must come later than level %(below)s.",
        "contact_unreachable": "How is this contact reached? Give email, slack, phone or note.",
        "expiry_incomplete": "expires_by and expires_after belong together.",
        "cost_backwards": "at_most is below at_least.",
        "budget_empty": "A budget has max, min or both.",
        "budget_backwards": "max is below min.",
        "severity_twice": "%(found)s stands twice.",
        # References and clashes
        "unknown_reference": "%(name)s is not among the %(kind)s of this file.",
        "unknown_reference_nearest": "%(name)s is not among the %(kind)s of this file. Did you mean %(nearest)s?",
        "name_twice": "%(name)s is the name of two; the other stands on line %(first)s.",
        "reserved_id": "%(name)s is an id that we use ourselves.",
        "down_below_without_rate": "down_below is about the figure success_rate, and there is none.",
        "service_twice": "%(name)s is also the name of the service in %(other)s.",
        "command_twice": "%(name)s is also the command of the service in %(other)s.",
        "command_taken": "%(name)s is the command for incidents (incident_command in bot.yaml).",
    }
)
