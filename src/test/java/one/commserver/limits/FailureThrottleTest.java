package one.commserver.limits;

import one.commserver.registry.TestTime;

class FailureThrottleTest implements RateLimiterContract {

    @Override
    public RateLimiter<String> limiter(int perMinute, TestTime time) {
        return new FailureThrottle<>(() -> perMinute, RateLimiterContract.clock(time)::nanos);
    }
}
