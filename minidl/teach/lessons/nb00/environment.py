"""Whether the lessons can run in this Python; if not, what is wrong and what to type.

The first cell of notebook 00 runs this file by its path, before anything of the course is imported. It must
work without NumPy and in a Python that is too old for the rest: it begins with the standard library alone.
"""

import importlib.util
import os
import re
import sys
import tempfile

OLDEST = (3, 11)
COURSE = "close JupyterLab, open a terminal in the course's folder, and type: "
ON_WINDOWS = 'close JupyterLab, and type what README.md says under "Without make".'
IN_A_PAGE = "minidl_page" in sys.modules  # of `make stick`: there the lessons are pages
ELSEWHERE = ("jupyterlab",)  # it may run in another Python than the lessons


def check_up():
    """Print what is well and what is not; return whether the lesson can go on."""
    try:
        trouble = python() or package() or packages() or imports()
    except Exception as problem:
        trouble = fault("This check-up stopped: " + said(problem) + ".", "make lab")
    if trouble:
        print("✗ " + trouble)
        be_calm()
        return False
    print("✓ Python and its packages are as the course needs them.")
    for sentence in filter(None, (kept(), neighbours())):
        print(sentence)
    show_a_dot()
    return True


def fault(what, command, first=""):
    """What is wrong, and the way out: `first` what to try in JupyterLab, then a command for the terminal."""
    way = ON_WINDOWS if sys.platform == "win32" else COURSE + command
    return what + "\n  " + (first + " If that does not help: " + way if first else way[0].upper() + way[1:])


def said(problem):
    """An exception in one line."""
    lines = str(problem).strip().splitlines() or ["no reason given"]
    return f"{type(problem).__name__}: {lines[0][:200]}"


# --- what stops a lesson ----------------------------------------------------------------------------------

OTHER_KERNEL = "In the menu choose Kernel > Change Kernel > Python 3, then run this cell again."


def python():
    if sys.version_info[:2] < OLDEST:
        here, needed = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
        what = f"This is Python {here} ({sys.executable}). The course needs {needed} or newer."
        return fault(what, "make lab", OTHER_KERNEL)


def package():
    if importlib.util.find_spec("minidl") is None:
        what = f"The course's package, minidl, is not in this Python ({sys.executable})."
        return fault(what, "make lab", OTHER_KERNEL)


def packages():
    """Those that minidl asks for: missing, too old or too new."""
    from importlib import metadata

    missing, unfit = [], []
    try:
        needed = metadata.requires("minidl") or []
    except metadata.PackageNotFoundError:
        return None  # minidl is on the path and not installed: imports() will see what is missing
    for line in needed:
        name, bounds = re.match(r"([\w.-]+)\s*([^;]*)", line).groups()
        if name in ELSEWHERE or ("extra" in line and not re.search("extra == .course", line)):
            continue
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        for sign, bound in re.findall(r"(>=|<)([\d.]+)", bounds):
            if (numbers(found) < numbers(bound)) == (sign == ">="):
                unfit.append(name + " " + found + (" is too old" if sign == ">=" else " is too new"))
                unfit[-1] += " ({} {})".format("at least" if sign == ">=" else "below", bound)
    what = ["Not installed: " + ", ".join(missing) + "."] if missing else []
    what += [", ".join(unfit) + "."] if unfit else []
    return fault(" ".join(what), "make lab", OTHER_KERNEL) if what else None


def numbers(version):
    """[2, 0, 1] of 2.0.1rc1; zeros at the end do not count."""
    parts = [int(re.match(r"\d*", part)[0] or 0) for part in version.split(".")[:3]]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def imports():
    """What is installed may be damaged."""
    try:
        import minidl.teach

        for name in ("check", "predict", "ComputedPicture", "LinePicture", "course_map"):
            getattr(minidl.teach, name)
    except Exception as problem:
        hiding = student_files()
        if hiding:
            what = f"Your {hiding} has the name of a package, and Python takes it for the package."
            return what + "\n  Rename it. Then choose Kernel > Restart Kernel, and run this cell again."
        return broken(problem)


def broken(problem):
    if isinstance(problem, ModuleNotFoundError):
        return fault(f"Not installed: {problem.name}.", "make lab", OTHER_KERNEL)
    what = "A package is damaged. " + said(problem)
    return fault(what, "make clean, then: make lab (your notebooks stay)")


def student_files():
    """A file or folder beside the notebook that is imported in the place of a package."""
    names = {*sys.stdlib_module_names, "anywidget", "ipywidgets", "matplotlib", "minidl", "numpy", "PIL"}
    found = [
        "file " + os.path.abspath(file) for file in os.listdir() if file[-3:] == ".py" and file[:-3] in names
    ]
    if not os.path.exists("pyproject.toml"):  # else it is the course's own folder
        inits = [os.path.join(name, "__init__.py") for name in sorted(names)]
        found += [
            "folder " + os.path.abspath(os.path.dirname(init)) for init in inits if os.path.exists(init)
        ]
    return ", ".join(found)


# --- what does not stop it --------------------------------------------------------------------------------


def kept():
    """Whether answers are there tomorrow."""
    from minidl.teach.kit import answers

    if IN_A_PAGE:
        return "✓ At its top this page says whether your answers are kept."
    path = answers._of("00.a").path
    if path is None:
        return "! Your answers are forgotten when the kernel stops: MINIDL_ANSWERS is none."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=str(path.parent)).close()
        return f"✓ Your answers are kept in the folder {path.parent}."
    except OSError as problem:
        what = "Your answers cannot be kept in {} ({}). You can go on, but tomorrow they are forgotten."
        way = fault(what.format(path.parent, problem.strerror or problem), "MINIDL_MY=~/minidl make lab")
        return "! " + way


def neighbours():
    from minidl.teach.kit import answers

    folder = answers.BESIDE_THE_NOTEBOOK.parent
    others = [path for path in folder.glob("[0-9][0-9]-*.ipynb") if not path.name.startswith("00")]
    if not others and not IN_A_PAGE:
        what = f"This notebook is alone in {folder}: the other lessons are not here."
        return "! " + fault(what, "make lab")


def show_a_dot():
    from IPython.display import display

    from minidl.teach.lessons.nb00.dot import BlueDot

    display(BlueDot())


def be_calm():
    """In the cells that follow, one line in place of a NameError."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell:
        line = "This cell cannot run yet. First do what the first cell says, then run that cell again."
        shell.set_custom_exc((NameError,), lambda *everything, **more: print(line))
