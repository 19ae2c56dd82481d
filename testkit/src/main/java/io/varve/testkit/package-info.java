/**
 * What our tests are made of, for users' tests too: seeded generators, models, checkers.
 *
 * <p>Data in: a seed. Data out: inputs, histories and verdicts that the seed alone decides. Threads: everything here
 * belongs to the one test that made it. Files: none but those a test names.
 */
@NullMarked
package io.varve.testkit;

import org.jspecify.annotations.NullMarked;
