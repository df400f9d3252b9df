/// What a person sees of a program that runs: numbers, times, how far a transfer is.
@NullMarked
package one.commserver.terminal;

import org.jspecify.annotations.NullMarked;
