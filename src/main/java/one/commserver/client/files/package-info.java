/// Files that hold what they are said to hold, also behind a killed process or a power cut.
@NullMarked
package one.commserver.client.files;

import org.jspecify.annotations.NullMarked;
