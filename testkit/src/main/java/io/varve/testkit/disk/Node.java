package io.varve.testkit.disk;

/** What a name stands for. */
sealed interface Node permits Folder, Content {}
