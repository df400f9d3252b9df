/// Figures in words, in Markdown, and in a plot.
@NullMarked
package one.commserver.bench.report;

import org.jspecify.annotations.NullMarked;
