-- Whether an identity is online; also for a look behind what ends by time.
-- KEYS[1] what it has in the directory
-- ARGV 1 to 6 as in shared.lua
-- returns {1 if the presence has changed, when it is to be looked at next or 0, 1 if it is online, version}
-- guarantees that a version stands for one state and never goes back.
load()
local turned, first = settle()
return {turned, first, presence.online and 1 or 0, digits(presence.version or 2 * now)}
