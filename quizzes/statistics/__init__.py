"""How the questions of a quiz do, for those who write them: figures over many people, never about one."""
