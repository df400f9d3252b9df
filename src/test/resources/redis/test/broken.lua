-- Fails. KEYS[1] any key; no ARGV; returns nothing
return redis.call('INCR', KEYS[1], 'nonsense')
