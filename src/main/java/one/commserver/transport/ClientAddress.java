package one.commserver.transport;

/// Where a client is, as limits count it: an IPv4 address, or the /64 network of an IPv6 address.
///
/// Spec: chapter 4, limits per address.
///
/// @param key equal for all that share a limit; it is personal data and doesn't belong into a metric
public record ClientAddress(String key) {}
