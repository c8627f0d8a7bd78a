namespace Optimetra.Core;

/// <summary>The site cannot start as it is set up. The message is one line for an operator: which setting, what it holds, what it may hold.</summary>
public sealed class WrongSettingException(string message) : Exception(message);
