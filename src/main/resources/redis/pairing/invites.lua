-- A page of an inviter's live invites, oldest first.
-- KEYS[1] states of the inviter's invites
-- ARGV 1 time or empty; 2 the place behind which it starts; 3 elements of a page; 4 bytes with which it ends; 5 prefix
--   of the inviter's invites
-- returns {[[place, bytes, uses that are used]], 1 if there are more}
-- guarantees that nothing is changed.
local now, after = time(), tonumber(ARGV[2])
local states, names = {}, {}
local found = redis.call('HGETALL', KEYS[1])
for i = 1, #found, 2 do
  local invite = read(found[i + 1])
  if is_live(invite, now) and invite.place > after then
    states[found[i]] = invite
    names[#names + 1] = found[i]
  end
end
table.sort(names, function(one, other) return states[one].place < states[other].place end)
local page, bytes = {}, 0
for place, name in ipairs(names) do
  local encoded = redis.call('HGET', ARGV[5] .. name, 'bytes')
  if encoded then
    page[#page + 1] = {digits(states[name].place), encoded, states[name].used}
    bytes = bytes + #encoded
  end
  if #page == tonumber(ARGV[3]) or bytes >= tonumber(ARGV[4]) then
    return {page, place < #names and 1 or 0}
  end
end
return {page, 0}
