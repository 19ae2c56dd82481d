package io.varve.testkit.disk;

import java.nio.file.Path;

/**
 * One call of an engine.
 *
 * @param number how many calls the disk had before it
 * @param verb what is asked
 * @param path of which file or folder
 * @param positionBytes where in the file, or -1
 * @param sizeBytes how many bytes, or 0
 */
public record DiskCall(long number, DiskVerb verb, Path path, long positionBytes, int sizeBytes) {

    @Override
    public String toString() {
        String where = positionBytes < 0 ? "" : " at " + positionBytes + (sizeBytes > 0 ? " +" + sizeBytes : "");
        return "#" + number + " " + verb.word() + " " + path + where;
    }
}
