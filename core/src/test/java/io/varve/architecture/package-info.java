/**
 * What the build holds the code to beyond what the compiler does: the floors, the seam, the form.
 *
 * <p>Data in: the class files of this module, the sources and documents of the whole repository. Data out: one list of
 * violations for each rule, each naming file and line. Threads: one. Files: reads only.
 */
@NullMarked
package io.varve.architecture;

import org.jspecify.annotations.NullMarked;
