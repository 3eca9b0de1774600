package main

import (
	_ "github.com/chromedp/chromedp"
	_ "golang.org/x/tools/txtar"
)
