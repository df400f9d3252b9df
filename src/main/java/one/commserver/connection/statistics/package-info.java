/// Keeps count of connections, for the client library and the server alike: numbers to look at and a report to
/// read. Bounded, and without anything secret.
///
/// Spec: chapter 5; the names are those of the instrumentation that applications know.
@NullMarked
package one.commserver.connection.statistics;

import org.jspecify.annotations.NullMarked;
