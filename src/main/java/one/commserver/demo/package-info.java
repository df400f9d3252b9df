/// The guided tour: clients that show what a server can do, and check it against the budgets. It knows the client
/// library and nothing of the server; who starts the tour brings a way to start one.
///
/// Spec: chapters 4 and 12.
@NullMarked
package one.commserver.demo;

import org.jspecify.annotations.NullMarked;
