# the plugin as it lies in this repository; one that is installed needs neither line
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4] / "integrations" / "pytest"))
pytest_plugins = ["pytest_mysql_replay"]
