/// Addresses as they are written: which of them are in a network, which mean the same to everybody, and which endpoints
/// may be told to others. Nothing is ever looked up.
@NullMarked
package one.commserver.address;

import org.jspecify.annotations.NullMarked;
