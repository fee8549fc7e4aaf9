"""How check-ins are arranged: the message that asks, and what it says once somebody answered."""

OPEN = "checkins.open"  # the form; its value is an experiment, or nothing
SAY_MORE = "checkins.say_more"  # the form of a check-in that was made by one tap
LAST_TIME = "checkins.last_time"  # the form, with what they said last time
ASK_GROUP, TALK = "checkins.ask_group", "checkins.talk"  # somebody is stuck, in this check-in
