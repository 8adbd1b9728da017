package examples_test

import (
	"path/filepath"
	"testing"
)

// javaRow is a Maven project with the packages bookshop and recipe. It is run from
// its classes and the libraries beside them, as mvn would run it, with the arguments
// that make it the recipe.
func javaRow(name, title, mark string, recipe ...string) row {
	return row{
		name: name, title: title, pin: pin{"pom.xml", mark},
		needs: []tool{
			{"javac", "JDK 17 or later: apt-get install default-jdk-headless"},
			{"mvn", "Maven 3.6.3 or later: apt-get install maven"},
		},
		prepare: prepareJava,
		start: func(_, part string) []string {
			// Both parts together live for a second: compiling well would not pay.
			args := []string{"java", "-XX:TieredStopAtLevel=1", "-cp", "target/classes:lib/*", "bookshop.Application"}
			if part == "recipe" {
				args = append(args, recipe...)
			}
			return args
		},
	}
}

func prepareJava(t *testing.T, r row) string {
	return installed(t, r, func(folder string) {
		// Two that fill Maven's local repository at once get in each other's way.
		defer lock(t, filepath.Join(filepath.Dir(folder), "maven"))()
		sources(t, r, folder)
		run(t, folder, "mvn", "--batch-mode", "--no-transfer-progress", "--quiet", "compile",
			"dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=lib")
	}, filepath.Join(r.name, "pom.xml"), filepath.Join(r.name, "src"))
}
