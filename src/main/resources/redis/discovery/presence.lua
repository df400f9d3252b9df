-- Whether an identity is online; also for a look behind what ends by time.
-- KEYS[1] what it has in the directory
-- ARGV 1 time or empty; 2 channel; 3 what is told there
-- returns {1 if the presence has changed, when the next thing ends or 0, 1 if it is online, version}
-- guarantees that a version stands for one state and never goes back.
load()
local turned, first = settle(false)
return {turned, first, online and 1 or 0, digits(version or 2 * now)}
