"""Which emoji does the page offer, by Slack's short names?"""

from __future__ import annotations

_NAMES = """
+1 -1 100 alarm_clock ambulance arrow_down arrow_up ballot_box_with_check bar_chart bell boom bow bug bulb
calendar chart_with_downwards_trend chart_with_upwards_trend clap coffee construction cry crossed_fingers dart
eyes fire fire_engine gear grey_question grin hand hammer_and_wrench heart heavy_check_mark
hourglass_flowing_sand information_source joy large_blue_circle large_green_circle large_orange_circle
large_red_circle large_yellow_circle lock loudspeaker mag memo muscle no_entry no_entry_sign ok_hand
open_mouth package pager pencil2 point_up pray pushpin question raised_hands raising_hand recycle red_circle
rocket rotating_light rewind satellite_antenna scroll see_no_evil shield siren slightly_smiling_face smile sob
sos sparkles speech_balloon star stopwatch sweat_smile sunrise tada thinking_face thumbsup traffic_light
triangular_flag_on_post umbrella unlock warning wave white_check_mark white_circle wrench x zap
"""
EMOJI = tuple(_NAMES.split())
