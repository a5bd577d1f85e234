"""What few requests need is not in the memory of every process from the start."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LATE = {"PIL", "authlib", "boto3", "cryptography", "ldap", "lxml", "onelogin", "openpyxl", "scim2_models", "webauthn"}
START = """
import sys
from pathlib import Path
from portal.app import create_app
from portal.config import Settings
data = Path(sys.argv[1])
create_app(Settings(env="test", data=data, database=f"sqlite:///{data}/a.sqlite3", secret_key="a" * 40, port=8000))
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_large_libraries_are_loaded_when_they_are_needed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, str(tmp_path)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert "sqlalchemy" in loaded
    assert not set(loaded) & LATE
