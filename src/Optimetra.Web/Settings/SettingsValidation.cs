using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Optimetra.Web.Settings;

/// <summary>Says of a wrong setting its full name, what it holds and what it may hold: what an operator needs to mend it.</summary>
internal sealed class SettingsValidation<T>(string optionsName, string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        if (name != optionsName)
        {
            return ValidateOptionsResult.Skip;
        }

        var problems = new List<string>();
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            var value = property.GetValue(options);
            var context = new ValidationContext(options) { MemberName = property.Name };
            foreach (var rule in property.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>())
            {
                if (rule.GetValidationResult(value, context) is not null)
                {
                    problems.Add(Say(property, value, Allowed(rule)));
                }
            }
        }

        if (problems.Count == 0 && options is IValidatableObject self)
        {
            foreach (var result in self.Validate(new ValidationContext(options)))
            {
                var property = typeof(T).GetProperty(result.MemberNames.First())!;
                problems.Add(Say(property, property.GetValue(options), result.ErrorMessage!));
            }
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Allowed(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"a whole number from {range.Minimum} to {range.Maximum}"),
        RequiredAttribute => "a text that is not empty",
        _ => rule.FormatErrorMessage("it"),
    };

    private string Say(PropertyInfo property, object? value, string allowed)
    {
        var held = value switch
        {
            null or "" => "nothing",
            // N.B. the line goes to a console and into its log.
            _ when IsSecret(property) => "something that is not shown",
            IEnumerable<string> list => $"\"{string.Join("\", \"", list)}\"",
            _ => $"\"{Convert.ToString(value, CultureInfo.InvariantCulture)}\"",
        };

        return $"The setting {section}:{property.Name} holds {held}; it may hold {allowed}.";
    }

    private static bool IsSecret(PropertyInfo property) =>
        property.GetCustomAttribute<DataTypeAttribute>() is { DataType: DataType.Password };
}

internal static class SettingsRegistration
{
    /// <summary>Binds a section, refuses names in it that mean nothing, and checks it at the start.</summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, string section, string? name = null)
        where T : class
    {
        var optionsName = name ?? Options.DefaultName;
        services.AddOptions<T>(optionsName).BindConfiguration(section, o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new SettingsValidation<T>(optionsName, section));

        return services;
    }
}
