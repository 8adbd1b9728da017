// Command proverb puts an HTTP API to the test of its own OpenAPI document.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports/settings"
)

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(gentleMemory)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// gentleMemory is from where on the garbage of a large run is collected more
// often than it costs least: a CI runner has little memory to give. What a run
// needs it still gets.
const gentleMemory = 400 << 20

// run is the whole command: arguments in, exit code out.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the run winds up by itself; giving the signals back
	// lets a second one kill it. timeout(1) and CI runners send theirs to the
	// process and to its group: what follows at once is the same one.
	context.AfterFunc(ctx, func() { time.AfterFunc(sameSignal, stop) })

	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv, environ: os.Environ()}
	root := a.rootCommand()
	// Never nil, which cobra takes for "look at os.Args".
	root.SetArgs(append([]string{}, args...))
	return a.tell(root.ExecuteContext(ctx))
}

// sameSignal is how long a signal that comes again is taken for the first one.
const sameSignal = time.Second

// app is what every command has of the world outside.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	environ        []string          // the variables there are, to find those that nothing reads
	file           *settings.File    // the configuration; nil is none
	origins        map[string]string // where flags have their values from, but for defaults
}

const rootLong = `Proverb puts an HTTP API to the test of its own OpenAPI document. It sends every
declared and every undeclared method to every path, and holds the answers to the
HTTP standards: 405 kept apart from 501, an Allow that is true, error bodies a
client can parse, cache fields that do no harm.

Exit codes: 0 conforms, 1 fails, 2 usage, configuration or document, 3 cut short
or undecided, 130 interrupted. Every flag is also read from the environment:
--fail-on from PROVERB_FAIL_ON; the flag wins. Where a flag can be repeated, the
variable takes one value a line.`

const rootExample = `  proverb demo
  proverb plan openapi.yaml
  proverb audit openapi.yaml --url http://127.0.0.1:8080 --report html=report.html`

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:               "proverb",
		Short:             "Hold an HTTP API to its OpenAPI document and to the standards",
		Long:              rootLong,
		Example:           rootExample,
		Args:              cobra.ArbitraryArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: a.fromEnvironment,
		RunE:              noSuchCommand,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.auditCommand(), a.baselineCommand(), a.configCommand(), a.demoCommand(), a.explainCommand(), a.inspectCommand(), a.labCommand(), a.planCommand(),
		a.replayCommand(), a.reportCommand(), a.rulesCommand(), a.serveCommand(), a.versionCommand())
	addLibrarys(root)
	complete(root)
	fit(root)
	return root
}

// addLibrarys adds the commands that the library would add when it is too late to set
// their help in lines. They refuse words that are no commands.
func addLibrarys(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "completion":
			c.Args, c.RunE = cobra.ArbitraryArgs, noSuchCommand
		case "help":
			c.Run, c.RunE = nil, helpOf
		}
	}
}

// helpOf is the help of the command that is named.
func helpOf(c *cobra.Command, args []string) error {
	named, rest, err := c.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return noSuchCommand(named, rest)
	}
	return named.Help()
}

// noSuchCommand is reached with the arguments that name no command; without
// any, the help is what was asked for.
func noSuchCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return root.Help()
	}
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return usageError("no command %q%s; see %s --help", args[0], didYouMean(args[0], names), root.CommandPath())
}
