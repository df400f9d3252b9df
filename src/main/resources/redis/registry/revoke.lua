-- Ends all sessions of an identity, also those of which nothing is known here.
-- KEYS[1] the identity's slots
-- ARGV 1 time or empty; 2 microseconds that a session outlives its socket; 3 nodes that live, between spaces; 4 highest
--   epoch that the node has seen; 5 milliseconds after which nobody comes back who hasn't heard of it
-- returns {how many sessions, how many of them are connected to nodes that live, epoch behind all of theirs, [nodes to
--   which any is connected, living or not]}
-- guarantees that no taking with a lower epoch holds a slot, or is resumed, from then on: whatever was lost, forgotten
--   or is put back; that who takes such a slot next waits until its former holder has stopped reading; that a full
--   memory keeps nothing alive.
-- Takings that only a node knows of, because it couldn't ask, count one up for each: less than this many.
local UNASKED = 1000000
local now, time_to_live = time(), tonumber(ARGV[2])
local slots, last = all()
local epoch = math.max(last + UNASKED, now, tonumber(ARGV[4]) + UNASKED)
local sessions, connected, nodes, named = 0, 0, {}, {}
for _, slot in pairs(slots) do
  if is_alive(slot, now, time_to_live) then
    sessions = sessions + 1
    if is_connected(slot) then
      if string.find(ARGV[3], ' ' .. slot.node .. ' ', 1, true) then
        connected = connected + 1
      end
      if not named[slot.node] then
        named[slot.node] = true
        nodes[#nodes + 1] = slot.node
      end
    end
  end
end
permit()
redis.call('HSET', KEYS[1], 'revoked', digits(epoch), 'last', digits(epoch))
keep(ARGV[5])
return {sessions, connected, digits(epoch), nodes}
