package main

import _ "golang.org/x/tools/txtar"
