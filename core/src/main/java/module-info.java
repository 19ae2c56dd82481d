/**
 * Varve, an embeddable event log. The API is {@code io.varve}, with the values and the errors that it speaks of; the
 * floors below are open to our own tools only.
 */
@SuppressWarnings("module") // Our own tools are modules of later builds: unknown when this one is compiled.
module io.varve {
    requires static transitive org.jspecify;
    requires jdk.jfr;
    requires org.slf4j;
    requires com.github.luben.zstd_jni;
    requires org.lz4.java;
    requires snappy.java;

    exports io.varve;
    exports io.varve.error;
    exports io.varve.record;
    exports io.varve.io to
            io.varve.testkit,
            io.varve.cli,
            io.varve.bench;
    exports io.varve.batch to
            io.varve.testkit,
            io.varve.cli,
            io.varve.bench;
    exports io.varve.segment to
            io.varve.testkit,
            io.varve.cli,
            io.varve.bench;
    exports io.varve.log to
            io.varve.testkit,
            io.varve.cli,
            io.varve.bench;
    exports io.varve.catalog to
            io.varve.testkit,
            io.varve.cli,
            io.varve.bench;
}
