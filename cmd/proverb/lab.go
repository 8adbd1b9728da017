package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

const labLong = `Lab is a guided tour in the terminal. It starts the simulator, a copy of it with a
fault, and a reverse proxy before it, all on this machine, and asks them for real:
provoke a 405 and a 501, break the Allow, see what a cache may do, tell the layers
apart, decide whether to ask again. It needs no network and changes nothing.

Enter goes on. At any prompt a request of your own may be typed, as in
GET /books/b-1 or curl -X DELETE URL; q ends the tour. Where standard input is no
terminal, and with --yes, it runs through.`

func (a *app) labCommand() *cobra.Command {
	var yes bool
	var color string
	c := &cobra.Command{
		Use:     "lab",
		Short:   "A guided tour of 405, 501, Allow, caches and proxies",
		Long:    labLong,
		Example: "  proverb lab\n  proverb lab --yes",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if !slices.Contains([]string{"auto", "always", "never"}, color) {
				return usageError("--color %q: it is auto, always or never", color)
			}
			return a.lab(c.Context(), !yes && isTerminal(a.stdin), colored(color, a.getenv, a.stdout))
		},
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "ask nothing, and run through")
	c.Flags().StringVar(&color, "color", "auto", "colour: auto, always or never")
	return c
}

// errLeft ends the tour because the reader wants to.
var errLeft = errors.New("the reader has left")

// lab goes through the steps. Its error says that it could not be done, or that its
// own servers do not do what its text says.
func (a *app) lab(ctx context.Context, interactive, color bool) error {
	servers, err := startLab()
	if err != nil {
		return err
	}
	defer servers.stop()
	g := &guide{ctx: ctx, out: a.stdout, servers: servers, color: color}
	if interactive {
		g.lines = linesOf(ctx, a.stdin)
	}
	g.welcome()
	steps := labSteps()
	for i := range steps {
		err := g.take(i+1, len(steps), &steps[i])
		switch {
		case ctx.Err() != nil:
			return &exitError{code: exitInterrupted}
		case errors.Is(err, errLeft):
			fmt.Fprintf(a.stdout, "\nThe tour ends here. proverb lab begins it again.\n")
			return nil
		case err != nil:
			return &exitError{exitUndecided, fmt.Errorf("the lab, step %d: %w", i+1, err)}
		}
	}
	g.farewell()
	return nil
}
