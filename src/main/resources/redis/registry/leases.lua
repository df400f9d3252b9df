-- For how long nodes live without saying so again.
-- KEYS[1] the leases of all nodes; ARGV none
-- returns [[node, microseconds] of each that lives]
-- guarantees that nothing is changed.
local parts = redis.call('TIME')
local now = tonumber(parts[1]) * 1000000 + tonumber(parts[2])
local all = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', now), '+inf', 'WITHSCORES')
local found = {}
for i = 1, #all, 2 do
  found[#found + 1] = {all[i], string.format('%.0f', tonumber(all[i + 1]) - now)}
end
return {found}
