"""Recorded episodes as pictures: `tape` plays a replay again to any moment, `schedule` says which moments a film shows,
`film` writes mp4 and gif, `sheet` a page of pictures, `command` is `garrison replay render` and `play`.
"""
